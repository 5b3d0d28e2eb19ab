/**
 * Kernels on the Vector API. Lanes run over channels or other independent elements, never over a
 * sum, and every sum is one chain of fused multiply-adds in the order of {@link
 * dev.convoy.kernel.ReferenceKernels}; so the bits do not depend on the width of a vector.
 *
 * <p>In a loop the object of a vector operation is a vector made in that iteration, never one that
 * the loop carries: C2 on JDK 17 does not always know the class of the latter, and then boxes for
 * good.
 */
package dev.convoy.simd;
