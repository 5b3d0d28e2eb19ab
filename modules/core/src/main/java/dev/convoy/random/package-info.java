/**
 * Counter-based randomness: every random number is a function of a key and a counter, so it is the
 * same whatever the partitioning, the order of evaluation or the number of attempts.
 */
package dev.convoy.random;
