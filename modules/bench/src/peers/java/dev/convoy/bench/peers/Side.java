package dev.convoy.bench.peers;

import dev.convoy.bench.Batch;
import dev.convoy.bench.TrainingStep;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Sgd;
import java.io.IOException;

/** Who is measured. */
enum Side {
  /** This project. */
  CONVOY,
  /** PyTorch's C++ library. */
  LIBTORCH;

  private static final Sgd SGD = new Sgd(0.001f, 0.9f);

  /** The training step of this side; both sides start from the same parameters and images. */
  Runnable step(Model model, int batchSize, String kernels, Algorithm algorithm)
      throws IOException {
    float[] parameters = Initializer.HE_NORMAL.initialize(ParameterLayout.of(model), 1);
    Batch batch = Batch.random(model.onlyInput().shape(), batchSize, 1);
    return switch (this) {
      case CONVOY ->
          new TrainingStep(
              model, parameters, batch, SGD, KernelSelection.select(kernels).kernels(), algorithm);
      case LIBTORCH -> {
        TorchNetwork.useThreads(1);
        yield new TorchStep(new TorchNetwork(model, parameters), batch, SGD);
      }
    };
  }
}
