package io.firstspike.bench.engine;

import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.layer.Winners;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * JMH benchmarks of the steps of the Mozafari 2019 network, one real digit after the other,
 * features trained.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class NetworkStepBenchmark {

  static final long SEED = 1;

  private static final int DIGITS = 256;

  private final Image[] images = new Image[DIGITS];
  private final Volley[] encoded = new Volley[DIGITS];
  private final Volley[] pooled = new Volley[DIGITS];
  private final Volley[] features = new Volley[DIGITS];
  private Classifier classifier;
  private List<FeatureLayer> layers;
  private WinnerSearch s1;
  private WinnerSearch s2;
  private int next;

  /** Trains the features for a while, so that they are as sparse as in use. */
  @Setup
  public void train() {
    NetworkSpec spec =
        NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 6_000L, "S2", 10_000L));
    LabelledImages digits = MnistSample.train();
    Learner learner = Learner.fresh(spec, SEED);
    try (Trainer trainer = new Trainer(1)) {
      trainer.learnFeatures(learner, digits, TrainingListener.NONE);
    }
    Network network = learner.network();
    classifier = new Classifier(network);
    layers = network.featureLayers(2);
    s1 = search(network, 0);
    s2 = search(network, 1);
    for (int i = 0; i < DIGITS; i++) {
      images[i] = digits.image(i);
      encoded[i] = classifier.encode(images[i]);
      pooled[i] = layers.get(0).forward(encoded[i]);
      features[i] = layers.get(1).forward(pooled[i]);
    }
  }

  private static WinnerSearch search(Network network, int layer) {
    FeatureSpec spec = network.spec().features().get(layer);
    return new WinnerSearch(
        network.weights().table(layer),
        spec.threshold(),
        spec.stdp().winners(),
        spec.stdp().inhibitionRadius());
  }

  private int index() {
    return next++ & DIGITS - 1;
  }

  @Benchmark
  public Volley encode() {
    return classifier.encode(images[index()]);
  }

  @Benchmark
  public Volley layerS1() {
    return layers.get(0).forward(encoded[index()]);
  }

  @Benchmark
  public Volley layerS2() {
    return layers.get(1).forward(pooled[index()]);
  }

  @Benchmark
  public Decision decideS3() {
    return classifier.decide(features[index()]);
  }

  @Benchmark
  public Decision pixelsToDecision() {
    return classifier.classify(images[index()]);
  }

  @Benchmark
  public Winners winnersS1() {
    return s1.search(encoded[index()]);
  }

  @Benchmark
  public Winners winnersS2() {
    return s2.search(pooled[index()]);
  }
}
