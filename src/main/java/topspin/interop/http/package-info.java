/**
 * HTTP/1.1 (RFC 9112) with a bound on everything that the other side sizes and a deadline for everything that it is
 * waited for: one connection of a client, and a server. The JDK's own cannot be used. Its client counts the time until
 * the headers only, reads replies of any size, and puts connections of HTTP/1.0 servers, which close them, back into its
 * pool. Its server gives a thread to every half request, reads lines without end, and has its deadlines in system
 * properties that are the whole program's. Rooms of this floor and the command line may use it.
 */
package topspin.interop.http;
