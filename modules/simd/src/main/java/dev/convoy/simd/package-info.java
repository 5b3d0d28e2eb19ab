/** Kernels written with the Vector API. */
package dev.convoy.simd;
