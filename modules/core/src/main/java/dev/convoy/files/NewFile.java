package dev.convoy.files;

import java.io.Closeable;
import java.io.IOException;

/** A file that was not there before and is being written. */
public interface NewFile extends Closeable {
  /** Appends bytes. */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /** Hands on what is buffered. */
  void flush() throws IOException;

  /** Brings all that was written to the disk, where that can be asked for. */
  void synchronize() throws IOException;
}
