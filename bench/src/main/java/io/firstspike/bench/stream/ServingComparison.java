package io.firstspike.bench.stream;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.stream.job.ServingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Frames a second of another way to classify a topic beside those of our serving job. Both run at
 * the same time, at parallelism 1, and take turns: one gets frames while the other waits.
 *
 * @param own frames a second of the serving job, the median of the rounds
 * @param other frames a second of the other way, the median of the rounds
 * @param ratios other to own in each round, ascending
 */
record ServingComparison(double own, double other, List<Double> ratios) {

  static final StreamSetup SETUP = StreamSetup.PLAIN.withLabels(LabelPlace.NOWHERE);
  private static final int WARM_UP = 20_000;
  private static final int WARM_UP_ROUNDS = 3;
  private static final int ROUNDS = 7;
  private static final int FRAMES = 10_000;

  /** Measures {@code launch} beside the serving job with {@code model}. */
  static ServingComparison of(
      EmbeddedBroker broker, String name, Model model, Dataset digits, StreamJob.Launch launch)
      throws Exception {
    try (StreamJob<RunningJob.Embedded> own =
            StreamJob.start(broker, name + "-own", SETUP, digits, serving(name, model));
        StreamJob<RunningJob.Embedded> other =
            StreamJob.start(broker, name, SETUP, digits, launch)) {
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        own.sendAndWait(WARM_UP, 0);
        other.sendAndWait(WARM_UP, 0);
      }
      return rounds(own, other);
    }
  }

  private static StreamJob.Launch serving(String name, Model model) {
    return (flink, topics, client) ->
        Optional.of(
            flink.submit(
                ServingSettings.builder(client)
                        .topics(topics)
                        .groupId(name + "-own")
                        .model(Optional.of(ModelFile.toBytes(model)))
                        .delivery(SETUP.delivery())
                        .checkpointInterval(SETUP.checkpointInterval())
                        .parallelism(SETUP.parallelism())
                        .build()
                    ::addTo));
  }

  private static ServingComparison rounds(
      StreamJob<RunningJob.Embedded> own, StreamJob<RunningJob.Embedded> other) throws Exception {
    List<Double> owns = new ArrayList<>();
    List<Double> others = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      owns.add(perSecond(own));
      others.add(perSecond(other));
      ratios.add(others.get(i) / owns.get(i));
    }
    return new ServingComparison(median(owns), median(others), ratios.stream().sorted().toList());
  }

  private static double perSecond(StreamJob<RunningJob.Embedded> job) throws Exception {
    FrameTimings timings = job.sendAndWait(FRAMES, 0);
    return timings.frames() / timings.seconds();
  }

  /** The ratio of the middle round. */
  double ratio() {
    return median(ratios);
  }

  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
