package dev.convoy.simd;

import dev.convoy.kernel.Kernels;
import dev.convoy.kernel.WinogradContractTest;

/** Winograd's algorithm in vectors keeps the contract, whatever compiler runs it. */
class SimdWinogradContractTest extends WinogradContractTest {
  @Override
  protected Kernels kernels() {
    return new SimdKernels();
  }
}
