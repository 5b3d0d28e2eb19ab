package dev.convoy.image;

/** The markers of a JPEG file (ITU-T T.81, annex B). */
final class JpegHeader {
  /** A progressive file of a camera has about ten; each takes as long as a whole image. */
  private static final int MOST_SCANS = 100;

  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int FIRST_RESTART = 0xD0;
  private static final int LAST_RESTART = 0xD7;
  private static final int TEMPORARY = 0x01;
  private static final int EXIF_SEGMENT = 0xE1;
  private static final int FIRST_FRAME = 0xC0;
  private static final int LAST_FRAME = 0xCF;
  private static final int PREFIX = 0xFF;
  private static final int CMYK = 4;
  private static final int EXIF_BYTES = 6;

  private final HeaderBytes bytes;
  private long at = 2;
  private int scans;
  private int orientation = Orientation.UPRIGHT;
  private long width;
  private long height;
  private int components;

  private JpegHeader(HeaderBytes bytes) {
    this.bytes = bytes;
  }

  static ImageHeader read(HeaderBytes bytes) throws BadImageException {
    return new JpegHeader(bytes).read();
  }

  private ImageHeader read() throws BadImageException {
    int marker = nextMarker();
    while (marker != END_OF_IMAGE) {
      if (!isAlone(marker)) {
        segment(marker);
      }
      if (marker == START_OF_SCAN) {
        skipScan();
      }
      marker = nextMarker();
    }
    if (components == 0 || scans == 0) {
      throw new BadImageException("is a JPEG file without an image");
    }
    return ImageHeader.of("jpeg", width, height, components == 1, orientation, components == CMYK);
  }

  private int nextMarker() throws BadImageException {
    // Decoders pass over what is between segments.
    while (bytes.at(at) != PREFIX) {
      at++;
    }
    while (bytes.at(at) == PREFIX) {
      at++;
    }
    return bytes.at(at++);
  }

  private static boolean isAlone(int marker) {
    return marker == TEMPORARY
        || marker == 0
        || marker >= FIRST_RESTART && marker <= LAST_RESTART + 1;
  }

  private void segment(int marker) throws BadImageException {
    int length = bytes.big16(at);
    if (length < 2) {
      throw new BadImageException("has a segment of " + length + " bytes");
    }
    HeaderBytes segment = bytes.part(at + 2, length - 2L);
    if (isFrame(marker)) {
      frame(segment);
    } else if (marker == EXIF_SEGMENT && segment.startsWith("Exif\0\0")) {
      orientation = Orientation.read(segment.part(EXIF_BYTES, segment.length() - EXIF_BYTES));
    } else if (marker == START_OF_SCAN && ++scans > MOST_SCANS) {
      throw new BadImageException("has more than " + MOST_SCANS + " scans");
    }
    at += length;
  }

  /** Start of frame, and not one of the tables that have numbers between. */
  private static boolean isFrame(int marker) {
    return marker >= FIRST_FRAME
        && marker <= LAST_FRAME
        && marker != 0xC4
        && marker != 0xC8
        && marker != 0xCC;
  }

  private void frame(HeaderBytes segment) throws BadImageException {
    if (components > 0) {
      throw new BadImageException("has two frames");
    }
    int bits = segment.at(0);
    if (bits != 8) {
      throw new BadImageException("has " + bits + " bits a value, must have 8");
    }
    height = segment.big16(1);
    width = segment.big16(3);
    components = segment.at(5);
    if (components != 1 && components != 3 && components != CMYK) {
      throw new BadImageException("has " + components + " channels, must have 1, 3 or 4");
    }
  }

  /** Goes to the marker that follows coded data, in which 0xFF is followed by zero. */
  private void skipScan() throws BadImageException {
    while (true) {
      while (bytes.at(at) != PREFIX) {
        at++;
      }
      int next = bytes.at(at + 1);
      if (next != 0 && next != PREFIX && (next < FIRST_RESTART || next > LAST_RESTART)) {
        return;
      }
      at += next == PREFIX ? 1 : 2;
    }
  }
}
