package io.firstspike.connectors.dataset;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Computes the fingerprint of a data set's images and labels. */
final class Fingerprint {

  private Fingerprint() {}

  /**
   * The SHA-256 in hexadecimal. For each image it covers four big-endian ints (height, width,
   * channels, length of the label in UTF-8 bytes), then the label, then the samples.
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
