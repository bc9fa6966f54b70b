/** Packets of event cameras: their records on a topic. */
package io.firstspike.connectors.topic.packet;
