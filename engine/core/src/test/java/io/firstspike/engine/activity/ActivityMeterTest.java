package io.firstspike.engine.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActivityMeterTest {

  private static final Network NETWORK = Network.fresh(NetworkSpec.load("mozafari-2019"), 1);

  @Test
  void countsAreThoseOfTheVolleysOfEachLayer() {
    Random random = new Random(3);
    List<Image> images = IntStream.range(0, 3).mapToObj(i -> noise(random)).toList();
    ActivityMeter meter = new ActivityMeter(NETWORK);
    images.forEach(meter::measure);

    Classifier classifier = new Classifier(NETWORK);
    List<LayerActivity> activity = meter.activity();
    assertThat(activity).extracting(LayerActivity::layer).containsExactly("encoding", "S1", "S2");
    for (int layer = 0; layer < 3; layer++) {
      LayerActivity counted = activity.get(layer);
      long[] byMap = new long[counted.shape().maps()];
      int[] stimuliByMap = new int[byMap.length];
      long[] byStep = new long[15];
      for (Image image : images) {
        Volley volley = classifier.features(classifier.encode(image), layer);
        boolean[] fired = new boolean[byMap.length];
        byte[] latencies = volley.latencies();
        for (int cell = 0; cell < latencies.length; cell++) {
          if (latencies[cell] < 15) {
            int map = cell / counted.shape().locations();
            byMap[map]++;
            fired[map] = true;
            byStep[latencies[cell]]++;
          }
        }
        for (int map = 0; map < fired.length; map++) {
          stimuliByMap[map] += fired[map] ? 1 : 0;
        }
      }
      assertThat(counted.spikesByMap()).containsExactly(byMap);
      assertThat(counted.stimuliByMap()).containsExactly(stimuliByMap);
      assertThat(counted.spikesByStep()).containsExactly(byStep);
      assertThat(counted.spikesPerStimulus()).isEqualTo(Arrays.stream(byMap).sum() / 3.0);
    }
  }

  @Test
  void aDarkImageMakesAllMapsSilent() {
    ActivityMeter meter = new ActivityMeter(NETWORK);
    meter.measure(Image.grey(28, 28, new byte[784]));

    assertThat(meter.activity()).allSatisfy(layer -> assertThat(layer.spikes()).isZero());
    assertThat(meter.activity().get(1).silentMaps()).isEqualTo(30);
  }

  private static Image noise(Random random) {
    byte[] samples = new byte[784];
    random.nextBytes(samples);
    return Image.grey(28, 28, samples);
  }
}
