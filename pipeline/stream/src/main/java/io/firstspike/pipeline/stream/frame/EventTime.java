package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.topic.Received;
import org.apache.flink.api.common.eventtime.AscendingTimestampsWatermarks;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time as the records of one partition tell it: nothing older follows. Times too far ahead of
 * the clock tell nothing; their records end as dead letters.
 */
public final class EventTime implements WatermarkGenerator<Received> {

  private final ClockBound bound;
  private final WatermarkGenerator<Received> ascending = new AscendingTimestampsWatermarks<>();

  private EventTime(ClockBound bound) {
    this.bound = bound;
  }

  /** Event time that no record beyond {@code bound} moves. */
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
