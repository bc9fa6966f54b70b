package io.firstspike.engine.stepped.volley;

import io.firstspike.engine.encode.SteppedEncoder;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.stepped.FramesSpec;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.engine.stepped.stimulus.Raster;
import java.util.List;

/** Shows stimuli to a network and codes what its neurons did. Not thread-safe. */
final class Encoding implements SteppedEncoder {

  private final List<Integer> dimensions;
  private final FrameCoding frames;
  private final VolleyCode code;

  Encoding(NodeReading reading, List<Integer> dimensions, EncodingSpec encoding) {
    this.dimensions = dimensions;
    this.frames = coding(encoding.stepped().frames());
    this.code =
        reading.readOut() == ReadOut.COUNT
            ? new CountCode(reading, encoding.steps())
            : new OrderCode(reading, encoding.steps());
  }

  private static FrameCoding coding(FramesSpec frames) {
    if (frames == null) {
      return null;
    }
    FrameCoding.Kind kind =
        frames.as() == FramesSpec.As.CURRENT ? FrameCoding.Kind.CURRENT : FrameCoding.Kind.RATE;
    return new FrameCoding(kind, frames.steps(), frames.gain(), frames.seed());
  }

  @Override
  public Volley image(float[] planes, VolleyBuffer buffer) {
    return code.of(frames.codePixels(dimensions, planes), buffer);
  }

  @Override
  public Volley window(Spikes slices, VolleyBuffer buffer) {
    return code.of(Raster.of(dimensions, slices), buffer);
  }
}
