/** From pixels to latencies, stage after stage. */
package io.firstspike.engine.nd4j.encode;
