/**
 * Pictures of worlds for people: any {@link topspin.env.Environment}, with a view of its own or without, as an image, as
 * coloured text for terminals, as PNG and as animated GIF. The same states make the same bytes. Whoever shows a world to
 * people may use it.
 */
package topspin.picture;
