package io.firstspike.connectors.replay;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The records of a replay's frames, whatever the frames show. */
@FunctionalInterface
interface ReplayedFrames {

  /**
   * The records of the frame at a position, in their order.
   *
   * @throws ReplayException if the topic does not take them
   */
  List<ProducerRecord<byte[], byte[]>> at(long position);
}
