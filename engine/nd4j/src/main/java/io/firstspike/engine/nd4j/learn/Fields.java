package io.firstspike.engine.nd4j.learn;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.spike.Spikes;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Inputs of single neurons, (taps). */
@API(status = Status.INTERNAL)
public final class Fields {

  private Fields() {}

  /** 1 for each tap of the winner whose input fired no later than it, else 0. */
  public static INDArray inTime(Convolution layout, Spikes input, Winner winner) {
    byte[] latencies = new byte[layout.input().size()];
    input.writeLatencies(latencies);
    byte[] field =
        layout.receptiveField(latencies, (byte) input.steps(), winner.row(), winner.column());
    return notAfter(field, winner.step());
  }

  /** 1 for each input that fired in time step {@code step} or before, else 0. */
  static INDArray firedBy(Spikes input, int step) {
    float[] mask = new float[input.shape().size()];
    for (int i = 0; i < input.end(step); i++) {
      mask[input.spike(i)] = 1;
    }
    return Nd4j.createFromArray(mask);
  }

  /** 1 for each input that fires in time step {@code step}, else 0. */
  static INDArray firesIn(Spikes input, int step) {
    float[] mask = new float[input.shape().size()];
    for (int i = input.start(step); i < input.end(step); i++) {
      mask[input.spike(i)] = 1;
    }
    return Nd4j.createFromArray(mask);
  }

  private static INDArray notAfter(byte[] field, int step) {
    float[] mask = new float[field.length];
    for (int tap = 0; tap < field.length; tap++) {
      mask[tap] = field[tap] <= step ? 1 : 0;
    }
    return Nd4j.createFromArray(mask);
  }
}
