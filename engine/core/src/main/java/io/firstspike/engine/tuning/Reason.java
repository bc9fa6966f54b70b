package io.firstspike.engine.tuning;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Why something of a network was chosen.
 *
 * @param field the field of the spec
 * @param words the reason, a sentence with its figure
 */
@API(status = Status.MAINTAINED)
public record Reason(String field, String words) {}
