/**
 * The arithmetic: compiled primitives that work on flat arrays. {@link
 * dev.convoy.kernel.ReferenceKernels} is the naive specification; a faster provider must return the
 * same bits (up to the sign of a zero).
 */
package dev.convoy.kernel;
