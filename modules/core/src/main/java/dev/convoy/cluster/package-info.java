/** The training loop's interface to the workers, and an implementation with threads. */
package dev.convoy.cluster;
