package io.firstspike.engine.diagnosis;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.LabelledStimuli;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The first stimuli of a data set, encoded.
 *
 * @param volleys the encoded stimuli
 * @param labels for each, the index of its label; -1 if the network does not have it
 */
record Sample(List<Volley> volleys, int[] labels) {

  Sample(NetworkSpec spec, LabelledStimuli data, int most) {
    this(new ArrayList<>(), new int[Math.min(most, data.size())]);
    Encoder encoder = new Encoder(spec.input(), spec.encoding());
    for (int i = 0; i < labels.length; i++) {
      volleys.add(encoder.encode(data.stimulus(i)));
      labels[i] = spec.decision().place(data.label(i));
    }
  }

  int size() {
    return labels.length;
  }

  /** The first ones. */
  Sample first(int most) {
    int count = Math.min(most, size());
    return new Sample(volleys.subList(0, count), Arrays.copyOf(labels, count));
  }
}
