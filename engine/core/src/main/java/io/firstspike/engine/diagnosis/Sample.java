package io.firstspike.engine.diagnosis;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The first stimuli of a data set, encoded.
 *
 * @param volleys the encoded stimuli
 * @param labels for each, the index of its label; -1 if the network does not have it
 */
record Sample(List<Volley> volleys, int[] labels) {

  /** Encodes by a spec, which says all of its encoding. */
  static Sample of(NetworkSpec spec, LabelledStimuli data, int most) {
    return of(spec, new Encoder(spec.input(), spec.encoding())::encode, data, most);
  }

  /** Encodes by a network, whose encoding may have numbers of its own. */
  static Sample of(Network network, LabelledStimuli data, int most) {
    return of(network.spec(), new Classifier(network)::encode, data, most);
  }

  private static Sample of(
      NetworkSpec spec, Function<Stimulus, Volley> encoder, LabelledStimuli data, int most) {
    Sample sample = new Sample(new ArrayList<>(), new int[Math.min(most, data.size())]);
    for (int i = 0; i < sample.size(); i++) {
      sample.volleys.add(encoder.apply(data.stimulus(i)));
      sample.labels[i] = spec.decision().place(data.label(i));
    }
    return sample;
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
