package dev.convoy.image;

import dev.convoy.random.MutatedFiles;
import dev.convoy.random.Seeded;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged images are decoded or refused, never worse. */
@Tag("slow")
@Seeded
class MutatedImageTest {
  private static final ImageLimits LIMITS = new ImageLimits(1 << 20, 4_000_000, 1 << 14);

  private final byte[] pixels = new byte[16 * 16 * 3];
  private final ImagePreprocessor preprocessor =
      new ImagePreprocessor(new Preprocessing(Shape.of(16, 16, 3), Fit.PAD), LIMITS);

  private void decode(byte[] content) throws IOException {
    preprocessor.pixels(content, pixels, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "gif", "bmp"})
  void ofEachFormat(String format) throws IOException {
    byte[] sound = ImageFixtures.encoded(ImageFixtures.gradient(20, 15), format);

    MutatedFiles.drive(format, sound, this::decode);
  }

  @Test
  void progressive() throws IOException {
    byte[] sound = ImageFixtures.progressive(ImageFixtures.gradient(20, 15));

    MutatedFiles.drive("progressive", sound, this::decode);
  }

  @Test
  void pngWithGoodChecksums() throws IOException {
    byte[] sound = ImageFixtures.encoded(ImageFixtures.gradient(20, 15), "png");

    MutatedFiles.drive("checksums", sound, damaged -> decode(ImageFixtures.withChecksums(damaged)));
  }
}
