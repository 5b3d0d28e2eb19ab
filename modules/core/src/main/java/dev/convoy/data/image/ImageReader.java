package dev.convoy.data.image;

import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Reads parts in a thread of its own, some images ahead of who decodes them. At most {@value
 * #MOST_IMAGES} images wait, with 64 MB together or one image.
 *
 * <p>For one thread. Close it, or the reading thread waits for ever.
 */
public final class ImageReader implements Iterator<ReadImage>, AutoCloseable {
  private static final int MOST_IMAGES = 32;

  /** What images that wait take is counted in units of 64 kB. */
  private static final int UNIT_BITS = 16;

  private static final int MOST_UNITS = 1 << 10;

  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(MOST_IMAGES);
  private final Semaphore units = new Semaphore(MOST_UNITS);
  private final Thread thread;
  private Optional<Item> next = Optional.empty();

  /** An image, the end, or what ended the reading. */
  private record Item(Optional<ReadImage> image, Optional<Throwable> failure) {}

  /** Thrown through a part that is being read when nobody wants its images any more. */
  private static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Starts to read.
   *
   * @param parts in their order; {@code next} is called in the reading thread
   */
  public ImageReader(Iterator<? extends ImagePart> parts, Storage storage, ImageLimits limits) {
    this.thread = new Thread(() -> read(parts, storage, limits), "images");
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
  }

  private void read(Iterator<? extends ImagePart> parts, Storage storage, ImageLimits limits) {
    try {
      ImageSink sink = new Sink();
      while (parts.hasNext()) {
        parts.next().read(storage, limits, sink);
      }
      end(Optional.empty());
    } catch (StoppedException e) {
      // Nobody takes from the queue any more.
      return;
    } catch (IOException | RuntimeException | Error e) {
      end(Optional.of(e));
    }
  }

  private void end(Optional<Throwable> failure) {
    try {
      queue.put(new Item(Optional.empty(), failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Sink implements ImageSink {
    @Override
    public void add(EncodedImage image) throws IOException {
      put(ReadImage.of(image));
    }

    @Override
    public void bad(String name, String reason) throws IOException {
      put(ReadImage.bad(name, reason));
    }

    private void put(ReadImage image) throws IOException {
      try {
        units.acquire(units(image));
        queue.put(new Item(Optional.of(image), Optional.empty()));
      } catch (InterruptedException e) {
        throw new StoppedException();
      }
    }
  }

  private static int units(ReadImage image) {
    return Math.min(MOST_UNITS, 1 + (image.bytes() >> UNIT_BITS));
  }

  /**
   * Whether there is another image; waits for it.
   *
   * @throws UncheckedIOException if a part could not be read
   */
  @Override
  public boolean hasNext() {
    if (next.isEmpty()) {
      try {
        next = Optional.of(queue.take());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new IOException("interrupted while images were read", e));
      }
    }
    Throwable failure = next.get().failure().orElse(null);
    if (failure instanceof IOException e) {
      throw new UncheckedIOException(e);
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return next.get().image().isPresent();
  }

  @Override
  public ReadImage next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more images");
    }
    ReadImage image = next.orElseThrow().image().orElseThrow();
    next = Optional.empty();
    units.release(units(image));
    return image;
  }

  /** Stops reading; does not wait until it has stopped. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
