package io.firstspike.connectors.dataset;

import io.firstspike.engine.stimulus.Image;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Grey images and labels in the IDX format of MNIST and its kin, all pixels in one array. Labels
 * are the decimal text of the label bytes (0 to 255).
 */
public final class IdxDataset implements Dataset {

  private static final int IMAGES_MAGIC = 0x0803;
  private static final int LABELS_MAGIC = 0x0801;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int MOST_OF_A_BYTE = 1032;
  private static final int MAX_PIXELS = Integer.MAX_VALUE - 8;

  private final String name;
  private final int height;
  private final int width;
  private final byte[] pixels;
  private final byte[] labels;
  private final List<String> classes;
  private final List<String> remarks;

  private IdxDataset(String name, Images images, byte[] labels, List<String> remarks) {
    this.name = name;
    this.remarks = remarks;
    this.height = images.height;
    this.width = images.width;
    this.pixels = images.pixels;
    this.labels = labels;
    boolean[] seen = new boolean[256];
    for (byte label : labels) {
      seen[label & 0xff] = true;
    }
    this.classes =
        IntStream.range(0, 256).filter(i -> seen[i]).mapToObj(Integer::toString).toList();
  }

  /**
   * Reads a file of images and the file of their labels, plain or gzipped.
   *
   * @throws DatasetException when a file is missing, damaged, or the two do not match
   */
  public static IdxDataset read(Path images, Path labels) {
    return read(String.valueOf(images.getFileName()), Source.of(images), Source.of(labels));
  }

  /** Whether a file of this name is one of images in this format. */
  public static boolean holdsImages(Path file) {
    return IdxFiles.isOfImages(String.valueOf(file.getFileName()));
  }

  /**
   * Reads a file of images alone, plain or gzipped.
   *
   * @throws DatasetException when it is missing or damaged
   */
  public static List<Image> images(Path file) {
    Images read = readImages(Source.of(file));
    int size = read.height * read.width;
    return IntStream.range(0, read.count)
        .mapToObj(
            i ->
                Image.grey(
                    read.height,
                    read.width,
                    Arrays.copyOfRange(read.pixels, i * size, (i + 1) * size)))
        .toList();
  }

  static IdxDataset read(String name, Source images, Source labels) {
    Images read = readImages(images);
    byte[] labelBytes = readLabels(labels);
    if (read.count == 0) {
      throw new DatasetException(images + " holds no images: fetch it again, or name another set");
    }
    if (read.count != labelBytes.length) {
      throw new DatasetException(
          images
              + " holds "
              + read.count
              + " images but "
              + labels
              + " "
              + labelBytes.length
              + " labels: take two files of the same set");
    }
    return new IdxDataset(name, read, labelBytes, List.of());
  }

  /** A copy with rows and columns of each image exchanged, and a remark that says so. */
  IdxDataset transposed() {
    byte[] turned = new byte[pixels.length];
    int size = height * width;
    for (int from = 0; from < pixels.length; from += size) {
      for (int place = 0; place < size; place++) {
        turned[from + place % width * height + place / width] = pixels[from + place];
      }
    }
    String remark =
        name
            + ": its images are stored lying and are turned upright; labels are "
            + classes.get(0)
            + " to "
            + classes.get(classes.size() - 1)
            + ", as in the file";
    return new IdxDataset(name, new Images(size(), width, height, turned), labels, List.of(remark));
  }

  @Override
  public List<String> remarks() {
    return remarks;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Image image(int index) {
    int from = Objects.checkIndex(index, labels.length) * height * width;
    return Image.grey(height, width, Arrays.copyOfRange(pixels, from, from + height * width));
  }

  @Override
  public String label(int index) {
    return Integer.toString(labels[index] & 0xff);
  }

  private record Images(int count, int height, int width, byte[] pixels) {}

  private static Images readImages(Source source) {
    try (DataInputStream in = open(source)) {
      requireMagic(in, IMAGES_MAGIC, source);
      int count = in.readInt();
      int height = in.readInt();
      int width = in.readInt();
      if (count < 0 || height < 1 || width < 1) {
        throw new DatasetException(
            source
                + " claims "
                + count
                + " images of "
                + height
                + "x"
                + width
                + ": the file is damaged, fetch it again");
      }
      if (exceeds(count, height, width)) {
        throw new DatasetException(
            source
                + " claims "
                + count
                + " images of "
                + height
                + "x"
                + width
                + "; the limit is "
                + MAX_PIXELS
                + " pixels in all");
      }
      return new Images(count, height, width, readAll(in, count * height * width, source));
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private static boolean exceeds(int count, int height, int width) {
    long pixels = (long) height * width;
    return pixels > MAX_PIXELS || pixels * count > MAX_PIXELS;
  }

  private static byte[] readLabels(Source source) {
    try (DataInputStream in = open(source)) {
      requireMagic(in, LABELS_MAGIC, source);
      int count = in.readInt();
      if (count < 0) {
        throw new DatasetException(source + " claims " + count + " labels: the file is damaged");
      }
      return readAll(in, count, source);
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private static DataInputStream open(Source source) throws IOException {
    InputStream in = new BufferedInputStream(source.open(), 1 << 16);
    try {
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      return new DataInputStream(magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static void requireMagic(DataInputStream in, int expected, Source source)
      throws IOException {
    int magic = in.readInt();
    if (magic != expected) {
      throw new DatasetException(
          String.format(
              "%s starts with 0x%08x, not 0x%08x: it is no IDX file of %s",
              source, magic, expected, expected == IMAGES_MAGIC ? "images" : "labels"));
    }
  }

  private static byte[] readAll(DataInputStream in, int length, Source source) throws IOException {
    boolean possible = length <= source.most();
    if (possible) {
      requireRoom(length, source);
    }
    byte[] bytes = new byte[possible ? length : 0];
    boolean whole = in.readNBytes(bytes, 0, bytes.length) == length;
    if (!whole || in.read() >= 0) {
      throw new DatasetException(
          source
              + (whole ? " goes on after" : " ends before")
              + " the "
              + length
              + " bytes its header announces: fetch it again");
    }
    return bytes;
  }

  /**
   * Checks that {@code length} bytes take at most half of the heap, which leaves the other half for
   * the work.
   */
  private static void requireRoom(long length, Source source) {
    long heap = Runtime.getRuntime().maxMemory();
    if (length > heap / 2) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s announces %,d bytes, more than half of the Java heap of %,d bytes: give Java more"
                  + " (FIRSTSPIKE_JAVA_OPTS=-Xmx...), or take a smaller set",
              source,
              length,
              heap));
    }
  }

  private static DatasetException unreadable(Source source, IOException cause) {
    String reason = cause instanceof EOFException ? "it ends too early" : cause.toString();
    return new DatasetException(
        "cannot read " + source + " (" + reason + "): check the path or fetch it again", cause);
  }

  /**
   * The source of an IDX file.
   *
   * @param description the name for messages
   * @param opening opens the file
   * @param most the largest number of bytes that it can contain, whatever its header says
   */
  record Source(String description, Opening opening, long most) {

    static Source of(Path path) {
      return new Source(path.toString(), () -> Files.newInputStream(path), most(path));
    }

    /**
     * The largest number of bytes in a file, unpacked: Deflate makes at most 1,032 bytes of one.
     */
    private static long most(Path path) {
      try (InputStream in = Files.newInputStream(path)) {
        boolean gzip = (in.read() << 8 | in.read()) == GZIP_MAGIC;
        return Files.size(path) * (gzip ? MOST_OF_A_BYTE : 1);
      } catch (IOException e) {
        throw unreadable(new Source(path.toString(), null, 0), e);
      }
    }

    InputStream open() throws IOException {
      return opening.open();
    }

    @Override
    public String toString() {
      return description;
    }
  }

  /** A function that opens a stream, which the reader closes. */
  interface Opening {
    InputStream open() throws IOException;
  }
}
