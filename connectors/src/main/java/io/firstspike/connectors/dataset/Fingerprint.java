package io.firstspike.connectors.dataset;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Tells data sets apart by their images and labels. */
final class Fingerprint {

  private Fingerprint() {}

  /**
   * The SHA-256 of, for each image: height, width, channels, the length of its label in UTF-8 bytes
   * (four big-endian ints), the label, the samples.
   */
  static String of(LabelledImages images) {
    MessageDigest digest = Model.sha256();
    for (int i = 0; i < images.size(); i++) {
      Image image = images.image(i);
      byte[] label = images.label(i).getBytes(StandardCharsets.UTF_8);
      digest.update(
          ByteBuffer.allocate(4 * Integer.BYTES)
              .putInt(image.height())
              .putInt(image.width())
              .putInt(image.channels())
              .putInt(label.length)
              .array());
      digest.update(label);
      digest.update(image.samples());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
