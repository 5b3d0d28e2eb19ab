/**
 * Counter-based random numbers: each is a function of a key and a counter, so it does not depend on
 * partitioning, order of evaluation or retries.
 */
package dev.convoy.random;
