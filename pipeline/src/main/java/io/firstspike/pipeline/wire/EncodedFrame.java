package io.firstspike.pipeline.wire;

import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.spike.Volley;

/**
 * A frame as spikes.
 *
 * @param received the record it came in, should it end as a dead letter
 * @param modelKey the learner it belongs to
 * @param frameId what its label refers to
 * @param label the label it came with, an index into the spec's labels; {@link #NO_LABEL} if none
 * @param layers feature layers it has been through
 * @param volley the output of the last of them, or of the encoder
 */
public record EncodedFrame(
    Received received, String modelKey, String frameId, int label, int layers, Volley volley) {

  /** The label of a frame that came without. */
  public static final int NO_LABEL = -1;

  /** Event time in milliseconds since the epoch. */
  public long timestamp() {
    return received.timestamp();
  }
}
