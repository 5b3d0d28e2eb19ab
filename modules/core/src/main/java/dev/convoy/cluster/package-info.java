/** Where workers run, as the training loop sees it, and an implementation with threads. */
package dev.convoy.cluster;
