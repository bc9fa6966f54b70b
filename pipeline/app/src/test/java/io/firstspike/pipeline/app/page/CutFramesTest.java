package io.firstspike.pipeline.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacket.WindowEnd;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.page.network.LearnedNetworks;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.testkit.ShakenDigits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CutFramesTest {

  private static final NetworkSpec SPEC = NetworkSpec.load("firstspike-2026-events");

  private final LearnedNetworks networks = new LearnedNetworks();
  private final List<Received> frames = new ArrayList<>();
  private final CutFrames cutting = new CutFrames(networks, frames::add);
  private long offset;

  private void send(int recording, int from, int to, WindowEnd end) throws Exception {
    byte[] bytes = ShakenDigits.recording(recording, EventFormat.AER40);
    EventPacket packet =
        new EventPacket(
            "cam",
            "r-" + recording,
            Optional.of(EventFormat.AER40),
            Optional.empty(),
            Arrays.copyOfRange(bytes, from, Math.min(bytes.length, to)),
            Optional.ofNullable(end),
            7);
    ProducerRecord<byte[], byte[]> record = EventPacketFormat.encode("events", 0, packet);
    List<Header> headers = new ArrayList<>();
    record.headers().forEach(h -> headers.add(new Header(h.key(), h.value())));
    cutting.take(
        new Received(new Origin("events", 0, offset++, 7), record.key(), record.value(), headers));
  }

  @Test
  void windowsThatMarkersEndAreThoseOfTheJob() throws Exception {
    WindowEnd end = new WindowEnd("w-1", Optional.of(ShakenDigits.label(1)));
    send(1, 0, 1 << 30, end);
    cutting.goOn();
    assertThat(frames).as("before the first model").isEmpty();
    networks.take(new FollowedModel("cam", "v", Learner.fresh(SPEC, 1).snapshot("test")));
    cutting.goOn();
    assertThat(frames).hasSize(1);
    send(2, 0, 1234, null);
    send(2, 1234, 1 << 30, new WindowEnd("w-2", Optional.empty()));
    assertThat(frames).hasSize(2);
    assertThat(new FrameFormat(ImageLimits.DEFAULT).decode(frames.get(1)).stimulus())
        .isEqualTo(ShakenDigits.window(SPEC, 2));
    assertThat(new FrameFormat(ImageLimits.DEFAULT).decode(frames.get(0)).stimulus())
        .isEqualTo(ShakenDigits.window(SPEC, 1));

    FramePictures pictures = new FramePictures(new FrameFormat(ImageLimits.DEFAULT), networks);
    assertThat(pictures.draw(frames.get(0)).orElseThrow()).startsWith("data:image/png;base64,");
    Image all = pictures.image(frames.get(0), false);
    assertThat(all.dimensions()).isEqualTo("34x34 colour");
    assertThat(pictures.image(frames.get(0), true).width()).isGreaterThan(3 * all.width());
    assertThat(
            networks
                .of("cam")
                .orElseThrow()
                .see("w-1", pictures.stimulus(frames.get(0)))
                .layers()
                .get(0)
                .spikes())
        .isEqualTo(ShakenDigits.window(SPEC, 1).spikes().count());
  }
}
