package io.firstspike.pipeline.stream.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Label;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.metric.JobMetric;
import io.firstspike.testkit.TrainedModels;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Metrics of a subtask add up its model keys, whether their learners are in memory or not. */
@Tag("slow")
class FlowMetricsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Event time from each frame to its label. */
  private static final int DELAY = 5;

  /** The values that metrics of the group {@link JobMetric#GROUP} had at the end of their job. */
  private static final class LastValues implements MetricReporter {

    private final Map<String, Double> values = new ConcurrentHashMap<>();

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
      if (group.getScopeComponents()[group.getScopeComponents().length - 1].equals(
          JobMetric.GROUP)) {
        values.put(name, value(metric));
      }
    }

    private static double value(Metric metric) {
      return switch (metric.getMetricType()) {
        case COUNTER -> ((Counter) metric).getCount();
        case GAUGE -> ((Number) ((Gauge<?>) metric).getValue()).doubleValue();
        case HISTOGRAM -> ((Histogram) metric).getStatistics().getMax();
        case METER -> throw new AssertionError("none of ours is a meter");
      };
    }

    double of(JobMetric metric) {
      return values.get(metric.shortName());
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {}

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}
  }

  @Test
  void learnersThatComeAndGoAreCountedOnce() throws Exception {
    LastValues last = new LastValues();
    Configuration often = new Configuration();
    often.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    try (EmbeddedFlink flink = EmbeddedFlink.start(1, often, last)) {
      flink
          .submit(FlowMetricsTest::twoKeysWithRoomForOne)
          .getJobExecutionResult()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    assertThat(last.of(JobMetric.FRAMES)).isEqualTo(Digits.COUNT);
    assertThat(last.of(JobMetric.PREDICTIONS)).isEqualTo(Digits.COUNT);
    assertThat(last.of(JobMetric.LEARNING_UPDATES)).isEqualTo(Digits.COUNT);
    assertThat(last.of(JobMetric.CORRECT) + last.of(JobMetric.WRONG)).isEqualTo(Digits.COUNT);
    assertThat(last.of(JobMetric.MODELS_IN_MEMORY)).isOne();
    assertThat(last.of(JobMetric.LEARNER_BYTES)).isPositive();
    assertThat(last.of(JobMetric.CACHE_MISSES)).isGreaterThan(20);
    assertThat(last.of(JobMetric.TRACES_WAITING)).isZero();
    assertThat(last.of(JobMetric.LABELS_WAITING)).isZero();
    assertThat(last.of(JobMetric.LABEL_DELAY)).isEqualTo(DELAY);
    assertThat(last.of(JobMetric.ACCURACY)).isBetween(0.0, 1.0);
    assertThat(last.of(JobMetric.MODEL_VERSIONS)).isGreaterThanOrEqualTo(2);
  }

  private static void twoKeysWithRoomForOne(StreamExecutionEnvironment env) {
    LearningFlow flow =
        LearningFlow.builder("digits", TrainedModels.SPEC)
            .model(ModelFile.toBytes(TrainedModels.trained(2)))
            .learner(learner -> learner.order(Order.REPLAY).memory(1))
            .build();
    LearningResults results =
        flow.addTo(
            Digits.source(
                env,
                "frames",
                i -> Digits.frame(key(i), i.intValue()),
                FlowTypes.FRAME,
                Frame::timestamp),
            Digits.source(
                env,
                "labels",
                i -> Digits.label(key(i), i.intValue()),
                FlowTypes.LABEL,
                Label::timestamp));
    Collected.collect(results.predictions(), "metered-predictions");
  }

  private static String key(long index) {
    return index % 2 == 0 ? "even" : "odd";
  }
}
