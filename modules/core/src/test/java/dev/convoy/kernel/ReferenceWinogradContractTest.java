package dev.convoy.kernel;

/** The reference of Winograd's algorithm keeps its own contract. */
class ReferenceWinogradContractTest extends WinogradContractTest {
  @Override
  protected Kernels kernels() {
    return new ReferenceKernels();
  }
}
