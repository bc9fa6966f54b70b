package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that neither inference nor learning allocates anything once buffers have grown. */
class AllocationTest {

  private static final int IMAGES = 40;
  private static final int ROUNDS = 3;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<Image> images = new Strokes(IMAGES).images();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mozafari-2019",
        "mozafari-2019-connected",
        "firstspike-2026",
        "firstspike-2026-deep",
        "kheradpisheh-2020",
        "rezghi-2022"
      })
  void nothingIsAllocatedForAnImage(String name) {
    NetworkSpec shipped = NetworkSpec.load(name);
    Map<String, Long> frames = new TreeMap<>();
    shipped.features().forEach(layer -> frames.put(layer.name(), (2L + ROUNDS) * IMAGES));
    NetworkSpec spec = shipped.withSchedule(frames);
    Learner learner = Learner.fresh(spec, 1);
    for (int stage = 0; stage < spec.features().size(); stage++) {
      Volley[] seen = volleys(learner, stage);
      for (int i = 0; i < 2 * IMAGES; i++) {
        learner.learnFeatures(seen[i % IMAGES]);
      }
      // The last frame of the last round freezes the layer.
      assertThat(leastAllocated(i -> learner.learnFeatures(seen[i])))
          .as("learning of feature layer %d", stage)
          .isZero();
    }
    Classifier classifier = new Classifier(learner.network());
    Volley[] evidence = volleys(learner, spec.features().size());
    for (int i = 0; i < 2 * IMAGES; i++) {
      classifier.label(images.get(i % IMAGES));
      learner.learnDecision(evidence[i % IMAGES], i % 10);
    }

    assertThat(leastAllocated(i -> classifier.label(images.get(i)))).as("inference").isZero();
    assertThat(leastAllocated(i -> learner.learnDecision(evidence[i], i % 10)))
        .as("learning of the decision layer")
        .isZero();
  }

  /**
   * The least memory allocated in one of a few rounds: when the JIT compiler gives up an
   * assumption, objects may be allocated for a while.
   */
  private static long leastAllocated(IntConsumer step) {
    return LongStream.range(0, ROUNDS).map(round -> allocated(IMAGES, step)).min().orElseThrow();
  }

  private Volley[] volleys(Learner learner, int layers) {
    Classifier classifier = new Classifier(learner.network());
    Volley[] volleys = new Volley[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      Volley encoded = classifier.encode(images.get(i));
      volleys[i] =
          layers == learner.network().spec().features().size()
              ? classifier.evidence(encoded)
              : classifier.features(encoded, layers);
    }
    return volleys;
  }

  private static long allocated(int times, IntConsumer step) {
    long thread = Thread.currentThread().getId();
    THREADS.getThreadAllocatedBytes(thread);
    long before = THREADS.getThreadAllocatedBytes(thread);
    for (int i = 0; i < times; i++) {
      step.accept(i);
    }
    return THREADS.getThreadAllocatedBytes(thread) - before;
  }
}
