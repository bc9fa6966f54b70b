package io.firstspike.pipeline.app.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.pipeline.local.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class BrokerWatchTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void aBrokerThatGoesAndComesBackIsSaidOnceEach() throws Exception {
    List<String> said = new ArrayList<>();
    EmbeddedBroker first = EmbeddedBroker.start(options(0));
    String servers = first.bootstrapServers();
    try (BrokerWatch watch = BrokerWatch.of(first.clientProperties(), said::add)) {
      watch.look();
      first.close();
      awaitLines(1, said, watch);
      int port = Integer.parseInt(servers.substring(servers.indexOf(':') + 1));
      try (EmbeddedBroker second = EmbeddedBroker.start(options(port))) {
        assertThat(second.bootstrapServers()).isEqualTo(servers);
        awaitLines(2, said, watch);
      }
    }
    assertThat(said)
        .containsExactly(
            "no broker answers at " + servers + " within 10 s: the job waits for it",
            "the broker at " + servers + " answers again");
  }

  private EmbeddedBroker.Options options(int port) {
    return new EmbeddedBroker.Options(port, Optional.of(folder));
  }

  private static void awaitLines(int count, List<String> said, BrokerWatch watch) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              watch.look();
              return said.size() >= count;
            });
  }
}
