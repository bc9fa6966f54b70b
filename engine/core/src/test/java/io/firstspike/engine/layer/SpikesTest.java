package io.firstspike.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.spike.Window;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A layer reads the spikes of a volley and those of a buffer in the same way. */
class SpikesTest {

  private static final Shape SHAPE = new Shape(2, 7, 7);
  private static final int STEPS = 9;

  @Test
  void aBufferIsReadLikeTheVolleyItHolds() {
    LayerWeights weights = new LayerWeights(new Convolution(SHAPE, 5, Window.square(3, 1, 1)));
    Random random = new Random(1);
    for (int map = 0; map < 5; map++) {
      float[] row = new float[weights.layout().fan()];
      for (int tap = 0; tap < row.length; tap++) {
        row[tap] = random.nextFloat();
      }
      weights.setRow(map, row);
    }
    FirstSpikes neurons = new FirstSpikes(weights, 3);
    VolleyBuffer buffer = new VolleyBuffer(SHAPE);
    for (int image = 0; image < 20; image++) {
      Volley volley = buffer.fill(STEPS, latencies(random)).copy();

      assertSame(buffer, volley);
      byte[] fired = neurons.fire(volley).clone();
      assertThat(fired).contains((byte) STEPS).containsAnyOf((byte) 6, (byte) 7, (byte) 8);
      assertThat(neurons.fire(buffer)).isEqualTo(fired);
    }
  }

  private static byte[] latencies(Random random) {
    byte[] latencies = new byte[SHAPE.size()];
    for (int neuron = 0; neuron < latencies.length; neuron++) {
      latencies[neuron] = (byte) Math.min(STEPS, random.nextInt(3 * STEPS));
    }
    return latencies;
  }

  private static void assertSame(Spikes spikes, Volley volley) {
    assertThat(spikes.copy()).isEqualTo(volley).isEqualTo(volley.copy());
    assertThat(spikes.shape()).isEqualTo(volley.shape());
    assertThat(spikes.steps()).isEqualTo(volley.steps());
    assertThat(spikes.count()).isEqualTo(volley.count());
    for (int step = 0; step < volley.steps(); step++) {
      assertThat(spikes.start(step)).isEqualTo(volley.start(step));
      assertThat(spikes.end(step)).isEqualTo(volley.end(step));
    }
    for (int i = 0; i < volley.count(); i++) {
      assertThat(spikes.spike(i)).isEqualTo(volley.spike(i));
    }
    byte[] latencies = new byte[volley.shape().size()];
    spikes.writeLatencies(latencies);
    assertThat(latencies).isEqualTo(volley.latencies());
  }
}
