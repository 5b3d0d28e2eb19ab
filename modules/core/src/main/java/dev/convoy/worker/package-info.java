/** The work of a worker: a replica trains on batches, and a contribution returns the result. */
package dev.convoy.worker;
