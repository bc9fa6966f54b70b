package io.firstspike.pipeline.stream.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jar for clusters, which the build has made before the slow tests. */
@Tag("slow")
class JobJarTest {

  @Test
  void theJobJarCarriesNeitherTablesNorStages() throws Exception {
    try (JarFile jar = new JarFile("target/firstspike-job.jar")) {
      List<String> names = jar.stream().map(ZipEntry::getName).toList();

      assertThat(names).contains("io/firstspike/pipeline/stream/submit/Submit.class");
      assertThat(names)
          .noneMatch(name -> name.startsWith("io/firstspike/pipeline/ml/"))
          .noneMatch(name -> name.startsWith("org/apache/flink/table/"))
          .noneMatch(name -> name.startsWith("org/apache/flink/ml/"))
          .noneMatch(name -> name.startsWith("org/apache/flink/formats/json/"));
    }
  }
}
