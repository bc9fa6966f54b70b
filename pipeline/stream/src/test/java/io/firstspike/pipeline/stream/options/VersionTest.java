package io.firstspike.pipeline.stream.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.model.Provenance;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class VersionTest {

  @Test
  void tells_version_commit_and_date_of_this_build() {
    String[] lines = new Version().getVersion();

    assertThat(lines[0])
        .isEqualTo(Provenance.SOFTWARE)
        .matches("FirstSpike \\d+\\.\\d+\\.\\d+(-[\\w.]+)?");
    assertThat(lines[1])
        .matches(
            "commit ([0-9a-f]{12}(, modified)?|unknown \\(built without a git repository\\))"
                + "; files dated \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
  }

  @Test
  void tells_that_an_archive_of_sources_knows_no_commit() {
    Properties build = new Properties();
    build.setProperty("commit", "");
    build.setProperty("timestamp", "2026-11-22T00:00:00Z");

    assertThat(Version.build(build))
        .isEqualTo(
            "commit unknown (built without a git repository); files dated 2026-11-22T00:00:00Z");
  }
}
