package io.firstspike.connectors.replay;

import io.firstspike.connectors.protocol.Presentation;
import io.firstspike.connectors.protocol.Presentations;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Frames of a replay that show images: one record each. */
record ImageFrames(
    Presentations images, ReplayTopics topics, ReplayOptions options, Schedule schedule)
    implements ReplayedFrames {

  @Override
  public List<ProducerRecord<byte[], byte[]>> at(long position) {
    Presentation shown = images.at(position);
    topics.requireFitting(shown);
    boolean withLabel = options.labels() == LabelPlace.FRAME && shown.labelled();
    Frame frame =
        new Frame(
            options.modelKey(),
            schedule.frameId(position),
            shown.image(),
            withLabel ? Optional.of(shown.label()) : Optional.empty(),
            schedule.frameTime(position));
    return List.of(FrameFormat.encodeRaw(topics.frames().topic(), null, frame));
  }
}
