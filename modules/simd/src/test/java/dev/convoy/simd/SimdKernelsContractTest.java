package dev.convoy.simd;

import dev.convoy.kernel.Kernels;
import dev.convoy.kernel.KernelsContractTest;

/** The vector kernels keep the contract, whatever compiler runs them. */
class SimdKernelsContractTest extends KernelsContractTest {
  @Override
  protected Kernels kernels() {
    return new SimdKernels();
  }
}
