/** From the bytes of event cameras to the windows that a network sees. */
package io.firstspike.connectors.event.window;
