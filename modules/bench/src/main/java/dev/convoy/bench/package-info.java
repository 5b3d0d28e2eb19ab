/**
 * Benchmarks of single kernels under JMH, the floors they must keep, and the step that the
 * comparison with other libraries times.
 */
package dev.convoy.bench;
