package io.firstspike.connectors.dataset;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Computes the fingerprint of a data set's stimuli and labels. */
final class Fingerprint {

  private Fingerprint() {}

  /**
   * The SHA-256 in hexadecimal. For each image it covers four big-endian ints (height, width,
   * channels, length of the label in UTF-8 bytes), then the label, then the samples. For a window
   * of events they are height, width, maps and length of the label, then the label, then the
   * latencies, of which that of a silent cell says the number of time steps.
   */
  static String of(LabelledStimuli examples) {
    MessageDigest digest = Model.sha256();
    for (int i = 0; i < examples.size(); i++) {
      byte[] label = examples.label(i).getBytes(StandardCharsets.UTF_8);
      Stimulus stimulus = examples.stimulus(i);
      if (stimulus instanceof Image image) {
        update(
            digest,
            new Shape(image.channels(), image.height(), image.width()),
            label,
            image.samples());
      } else {
        Volley spikes = ((EventWindow) stimulus).spikes();
        update(digest, spikes.shape(), label, spikes.latencies());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, Shape shape, byte[] label, byte[] content) {
    digest.update(
        ByteBuffer.allocate(4 * Integer.BYTES)
            .putInt(shape.height())
            .putInt(shape.width())
            .putInt(shape.maps())
            .putInt(label.length)
            .array());
    digest.update(label);
    digest.update(content);
  }
}
