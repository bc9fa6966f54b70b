/** From packets of an event camera to windows, which are frames. */
package io.firstspike.pipeline.stream.event;
