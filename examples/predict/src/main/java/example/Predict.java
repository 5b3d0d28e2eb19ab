package example;

import dev.convoy.files.LocalStorage;
import dev.convoy.predict.Predictor;
import dev.convoy.run.TrainedModel;
import dev.convoy.tensor.Shape;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Prints the class probabilities of image files: {@code Predict RUN-DIRECTORY IMAGE…}. */
public final class Predict {
  public static void main(String[] arguments) throws IOException {
    TrainedModel model = TrainedModel.read(arguments[0], new LocalStorage());
    Predictor predictor = Predictor.of(model);
    for (int i = 1; i < arguments.length; i++) {
      byte[] pixels = pixels(Path.of(arguments[i]), predictor.inputShape());
      float[] probabilities = predictor.predict(pixels, 1);
      StringBuilder line = new StringBuilder(arguments[i]);
      for (float probability : probabilities) {
        line.append(String.format(" %.4f", probability));
      }
      System.out.println(line);
    }
  }

  /** Reads an image as {@code [height][width][channel]}, scaled to the model's input. */
  private static byte[] pixels(Path file, Shape shape) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null) {
      throw new IOException(file + ": not an image");
    }
    int height = shape.sizes().get(0);
    int width = shape.sizes().get(1);
    int type = shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage scaled = new BufferedImage(width, height, type);
    Image smooth = image.getScaledInstance(width, height, Image.SCALE_SMOOTH);
    scaled.getGraphics().drawImage(smooth, 0, 0, null);
    int[] samples = scaled.getRaster().getPixels(0, 0, width, height, (int[]) null);
    byte[] pixels = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      pixels[i] = (byte) samples[i];
    }
    return pixels;
  }
}
