package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.topic.Received;
import org.apache.flink.api.common.eventtime.AscendingTimestampsWatermarks;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Takes event time from the records of one partition, in which no older record follows. Ignores
 * times too far ahead of the clock; their records end as dead letters.
 */
public final class EventTime implements WatermarkGenerator<Received> {

  private final ClockBound bound;
  private final WatermarkGenerator<Received> ascending = new AscendingTimestampsWatermarks<>();

  private EventTime(ClockBound bound) {
    this.bound = bound;
  }

  /** A strategy that ignores records beyond {@code bound}. */
  public static WatermarkStrategy<Received> within(ClockBound bound) {
    return WatermarkStrategy.forGenerator(context -> new EventTime(bound));
  }

  @Override
  public void onEvent(Received received, long timestamp, WatermarkOutput output) {
    received
        .eventTime()
        .ifPresent(
            time -> {
              if (!bound.excludes(time)) {
                ascending.onEvent(received, time, output);
              }
            });
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    ascending.onPeriodicEmit(output);
  }
}
