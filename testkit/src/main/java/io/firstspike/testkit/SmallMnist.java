package io.firstspike.testkit;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.stimulus.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes some of the sample's digits as files, in the forms of a data set. */
public final class SmallMnist {

  private static final int IMAGES_MAGIC = 0x0803;
  private static final int LABELS_MAGIC = 0x0801;

  private SmallMnist() {}

  /** Writes the four MNIST files. */
  public static Path idx(Path folder, int train, int test) throws IOException {
    write(folder, "train", MnistSample.train().slice(0, train));
    write(folder, "t10k", MnistSample.test().slice(0, test));
    return folder;
  }

  /** Writes folders train and test, with a folder of PNG files per class. */
  public static Path images(Path folder, int train, int test) throws IOException {
    draw(folder.resolve("train"), MnistSample.train().slice(0, train));
    draw(folder.resolve("test"), MnistSample.test().slice(0, test));
    return folder;
  }

  private static void write(Path folder, String set, Dataset digits) throws IOException {
    try (DataOutputStream images = create(folder.resolve(set + "-images-idx3-ubyte"));
        DataOutputStream labels = create(folder.resolve(set + "-labels-idx1-ubyte"))) {
      images.writeInt(IMAGES_MAGIC);
      labels.writeInt(LABELS_MAGIC);
      images.writeInt(digits.size());
      labels.writeInt(digits.size());
      images.writeInt(28);
      images.writeInt(28);
      for (int i = 0; i < digits.size(); i++) {
        images.write(digits.image(i).samples());
        labels.writeByte(Integer.parseInt(digits.label(i)));
      }
    }
  }

  private static DataOutputStream create(Path file) throws IOException {
    return new DataOutputStream(Files.newOutputStream(file));
  }

  private static void draw(Path folder, Dataset digits) throws IOException {
    for (int i = 0; i < digits.size(); i++) {
      Path label = Files.createDirectories(folder.resolve(digits.label(i)));
      Files.write(label.resolve(i + ".png"), png(digits.image(i)));
    }
  }

  /** A digit as a PNG file. */
  public static byte[] png(Image digit) throws IOException {
    BufferedImage picture =
        new BufferedImage(digit.width(), digit.height(), BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, digit.width(), digit.height(), digit.samples());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }
}
