/** What all connectors share: input that cannot be used. */
package io.firstspike.connectors;
