package io.firstspike.pipeline.app.demo;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.replay.LabelDelay;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.TopicNames;
import java.util.Properties;

/**
 * The stream that the demo sends: several passes of the training digits with labels, then the test
 * digits without.
 *
 * @param train the digits to learn from
 * @param test the digits to test with
 * @param epochs the number of passes over the training digits
 * @param rate the rate in frames per second; 0 for as fast as possible
 */
record DemoStream(Dataset train, Dataset test, int epochs, double rate) {

  private static final String TRAIN_IDS = "train";
  private static final String TEST_IDS = "test";

  /** The delay of a label: ten frames, since real labels come late, too. */
  private static final LabelDelay LABEL_DELAY = LabelDelay.ofFrames(10);

  long labels() {
    return (long) epochs * train.size();
  }

  long frames() {
    return labels() + test.size();
  }

  /** Whether a frame id is that of a test digit. */
  static boolean isTest(String frameId) {
    return frameId.startsWith(TEST_IDS);
  }

  /** The right label of a frame. */
  String label(String frameId) {
    int index = Integer.parseInt(frameId.substring(frameId.lastIndexOf('-') + 1));
    return (isTest(frameId) ? test : train).label(index);
  }

  /** Sends everything; returns the event time at its end. */
  long send(Properties client, TopicNames topics) {
    Replayer replayer = new Replayer(client, topics);
    ReplayOptions training =
        ReplayOptions.startingAt(System.currentTimeMillis())
            .withRate(rate)
            .withEpochs(epochs)
            .withLabels(LabelPlace.TOPIC, LABEL_DELAY)
            .withIdPrefix(TRAIN_IDS);
    long end = replayer.replay(train, training, sent -> {}).end();
    ReplayOptions testing =
        ReplayOptions.startingAt(end)
            .withRate(rate)
            .withLabels(LabelPlace.NOWHERE, LabelDelay.NONE)
            .withIdPrefix(TEST_IDS);
    return replayer.replay(test, testing, sent -> {}).end();
  }
}
