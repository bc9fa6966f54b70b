package io.firstspike.connectors.replay;

import io.firstspike.connectors.protocol.PresentationOrder;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.TopicNames;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One run of a {@link Replayer}: frames and labels merged in the order of event time. */
final class Replay {

  private final ReplayOutput output;
  private final TopicNames topics;
  private final PresentationOrder stream;
  private final ReplayedFrames shown;
  private final ReplayOptions options;
  private final Schedule schedule;

  private long frames;
  private long labels;

  Replay(
      ReplayOutput output,
      TopicNames topics,
      PresentationOrder stream,
      ReplayedFrames shown,
      ReplayOptions options,
      Schedule schedule) {
    this.output = output;
    this.topics = topics;
    this.shown = shown;
    this.stream = stream;
    this.options = options;
    this.schedule = schedule;
  }

  ReplayReport run(LongConsumer progress) {
    long end = options.start();
    int sinceMark = 0;
    while (framesLeft() || labelsLeft()) {
      long time = nextTime();
      output.await(schedule.nanosUntil(time), frames + " frames");
      boolean frame = frameIsNext();
      boolean counts = frame || !framesLeft();
      if (frame) {
        shown.at(frames++).forEach(output::send);
        progress.accept(frames);
      } else {
        output.send(label(stream.labelledPosition(labels++)));
      }
      end = time + 1;
      if (counts && ++sinceMark == schedule.markEvery() && (framesLeft() || labelsLeft())) {
        // No record older than the next one will follow in either topic.
        output.mark(nextTime());
        sinceMark = 0;
      }
    }
    output.mark(end);
    output.complete();
    return new ReplayReport(frames, labels, end);
  }

  private boolean framesLeft() {
    return frames < schedule.frames();
  }

  private boolean labelsLeft() {
    return labels < schedule.labels();
  }

  /**
   * Whether a frame comes next; at equal times the frame comes first, so that a label never comes
   * before its own frame.
   */
  private boolean frameIsNext() {
    return framesLeft() && (!labelsLeft() || schedule.frameTime(frames) <= labelTime());
  }

  private long nextTime() {
    return frameIsNext() ? schedule.frameTime(frames) : labelTime();
  }

  private long labelTime() {
    return schedule.labelTime(stream.labelledPosition(labels));
  }

  private ProducerRecord<byte[], byte[]> label(long position) {
    Label label =
        new Label(
            options.modelKey(),
            schedule.frameId(position),
            stream.label(position),
            schedule.labelTime(position));
    return LabelFormat.encode(topics.labels(), null, label);
  }
}
