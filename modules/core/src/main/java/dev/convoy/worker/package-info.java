/** What a worker does: a replica that trains on batches, and the contribution that it returns. */
package dev.convoy.worker;
