/**
 * Kernels on the Vector API. Lanes run over channels or other independent elements, never over a
 * sum, and every sum is one chain of fused multiply-adds in the order of {@link
 * dev.convoy.kernel.ReferenceKernels}; so the bits do not depend on the width of a vector.
 */
package dev.convoy.simd;
