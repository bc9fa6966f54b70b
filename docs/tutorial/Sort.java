import io.firstspike.connectors.image.ImageDecoder;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.stimulus.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Counts which parts are on pictures. */
public class Sort {
  public static void main(String[] args) throws Exception {
    Classifier classifier = new Classifier(ModelFile.read(Path.of(args[0])).network());
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 1; i < args.length; i++) {
      Image image = ImageDecoder.decode(Files.readAllBytes(Path.of(args[i])), ImageLimits.DEFAULT);
      Decision decision = classifier.classify(image);
      counts.merge(decision.silent() ? "?" : classifier.name(decision), 1, Integer::sum);
    }
    System.out.println(counts);
  }
}
