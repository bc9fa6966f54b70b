package io.firstspike.testkit;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.encode.WindowCutter;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Networks of the shipped specs, and stimuli for them, on which backends are compared. */
public final class ShippedNetworks {

  /** The specs that come with the program and that all backends execute. */
  public static final List<String> SHIPPED =
      List.of(
          "firstspike-2026",
          "firstspike-2026-continual",
          "firstspike-2026-deep",
          "firstspike-2026-events",
          "firstspike-2026-events-varied",
          "firstspike-2026-fashion",
          "firstspike-2026-quick",
          "firstspike-2026-reward",
          "firstspike-2026-shifted",
          "kheradpisheh-2018",
          "mozafari-2018",
          "mozafari-2019",
          "mozafari-2019-connected",
          "rezghi-2022");

  private ShippedNetworks() {}

  /**
   * A network with random first weights, whose layers that are rounded when they are frozen have
   * ones and zeros, about as many ones as after learning.
   */
  public static Network withFrozenFeatures(NetworkSpec spec, long seed) {
    Network network = Network.fresh(spec, seed);
    Random draws = new Random(seed);
    for (int layer = 0; layer < spec.features().size(); layer++) {
      if (spec.features().get(layer).binary()) {
        for (int map = 0; map < spec.features().get(layer).maps(); map++) {
          float[] row = new float[network.convolution(layer).fan()];
          for (int tap = 0; tap < row.length; tap++) {
            row[tap] = draws.nextInt(4) == 0 ? 1 : 0;
          }
          network.weights().setRow(layer, map, row);
        }
      }
    }
    for (int map = 0; map < spec.decision().maps(); map++) {
      float[] row = network.weights().row(spec.features().size(), map);
      for (int tap = 0; tap < row.length; tap++) {
        row[tap] += (draws.nextFloat() - 0.25f) / 100;
      }
      network.weights().setRow(spec.features().size(), map, row);
    }
    return network;
  }

  /** Stimuli that {@code spec} takes: its {@link #images}, or windows of events made of digits. */
  public static List<? extends Stimulus> stimuli(NetworkSpec spec, int count) {
    return spec.input().events() == null ? images(spec, count) : windows(spec, count);
  }

  /** Windows of a camera that looks at digits and shakes: a bright pixel fires now and then. */
  private static List<EventWindow> windows(NetworkSpec spec, int count) {
    int height = spec.input().height();
    int width = spec.input().width();
    Dataset digits = MnistSample.train();
    List<EventWindow> windows = new ArrayList<>();
    Random draws = new Random(count);
    WindowCutter cutter =
        new WindowCutter(spec.input(), spec.encoding(), height, width, windows::add);
    for (int i = 0; i < count; i++) {
      byte[] samples = digits.image(i % digits.size()).samples();
      cutter.add(0, 0, 0, 0);
      for (int time = 0; time < spec.input().events().window(); time += 20) {
        int x = draws.nextInt(width);
        int y = draws.nextInt(height);
        if (draws.nextInt(400) < (samples[y * 28 / height * 28 + x * 28 / width] & 0xff)) {
          cutter.add(time, x, y, draws.nextInt(2));
        }
      }
      cutter.end();
    }
    return windows;
  }

  /** Images that {@code spec} takes: digits of the sample, or noise with edges of their size. */
  public static List<Image> images(NetworkSpec spec, int count) {
    int height = spec.input().height();
    int width = spec.input().width();
    Dataset digits = MnistSample.train();
    List<Image> images = new ArrayList<>();
    Random draws = new Random(count);
    for (int i = 0; i < count; i++) {
      Image digit = digits.image(i % digits.size());
      images.add(height == 28 && width == 28 ? digit : enlarged(digit, height, width, draws));
    }
    return images;
  }

  /** A spec whose layers learn from a few frames. */
  public static NetworkSpec shortened(String name, long frames) {
    NetworkSpec spec = NetworkSpec.load(name);
    Map<String, Long> schedule = new HashMap<>();
    for (FeatureSpec layer : spec.features()) {
      schedule.put(layer.name(), frames);
    }
    return schedule.isEmpty() ? spec : spec.withSchedule(schedule);
  }

  /** The stimuli, with the labels of their digits where the network has them. */
  public static LabelledStimuli labelled(NetworkSpec spec, int count) {
    List<? extends Stimulus> stimuli = stimuli(spec, count);
    List<String> labels = spec.decision().labels();
    return new LabelledStimuli() {
      @Override
      public int size() {
        return count;
      }

      @Override
      public Stimulus stimulus(int index) {
        return stimuli.get(index);
      }

      @Override
      public String label(int index) {
        String digit = MnistSample.train().label(index);
        return labels.contains(digit) ? digit : labels.get(index % labels.size());
      }
    };
  }

  private static Image enlarged(Image digit, int height, int width, Random draws) {
    byte[] samples = new byte[height * width];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int from = row * 28 / height * 28 + column * 28 / width;
        samples[row * width + column] = (byte) (digit.samples()[from] & 0xff ^ draws.nextInt(16));
      }
    }
    return Image.grey(height, width, samples);
  }
}
