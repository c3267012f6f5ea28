package topspin.picture;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes an animated GIF that runs for ever. Order of use: {@link #add} each picture, all of one size, then {@link #close}.
 * Every picture has a table of colours of its own, so that it is exact where it has at most 256; of every picture after the
 * first, only the part that changed is written.
 */
public final class GifFilm implements Closeable {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";
    /** Netscape's block for loops: 1, then how often, 0 for ever. */
    private static final byte[] FOR_EVER = {1, 0, 0};
    private static final Rectangle NO_CHANGE = new Rectangle(0, 0, 1, 1);

    private final ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    private final MemoryCacheImageOutputStream stream;
    private BufferedImage before;

    /** @param out gets the file; not closed by this */
    public GifFilm(OutputStream out) throws IOException {
        stream = new MemoryCacheImageOutputStream(out);
        writer.setOutput(stream);
        writer.prepareWriteSequence(null);
    }

    /**
     * @param picture      of the first one's size
     * @param centiseconds how long it is shown, at least 1; many programs show less than 2 as 10
     */
    public void add(BufferedImage picture, int centiseconds) throws IOException {
        if (before != null && (picture.getWidth() != before.getWidth() || picture.getHeight() != before.getHeight())) {
            throw new IllegalArgumentException("expected a picture of " + before.getWidth() + " × " + before.getHeight() + ", got "
                    + picture.getWidth() + " × " + picture.getHeight());
        }
        Rectangle changed = before == null ? new Rectangle(picture.getWidth(), picture.getHeight()) : changed(before, picture);
        BufferedImage part = picture.getSubimage(changed.x, changed.y, changed.width, changed.height);
        BufferedImage indexed = ColourTable.of(part).apply(part);
        writer.writeToSequence(new IIOImage(indexed, null, metadata(indexed, changed, centiseconds)), null);
        before = picture;
    }

    private IIOMetadata metadata(BufferedImage indexed, Rectangle place, int centiseconds) throws IOException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(indexed), null);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
        IIOMetadataNode descriptor = child(root, "ImageDescriptor");
        descriptor.setAttribute("imageLeftPosition", Integer.toString(place.x));
        descriptor.setAttribute("imageTopPosition", Integer.toString(place.y));
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "doNotDispose");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("delayTime", Integer.toString(centiseconds));
        control.setAttribute("transparentColorIndex", "0");
        setTable(child(root, "LocalColorTable"), (IndexColorModel) indexed.getColorModel());
        if (before == null) {
            IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            loop.setUserObject(FOR_EVER.clone());
            child(root, "ApplicationExtensions").appendChild(loop);
        }
        metadata.setFromTree(FORMAT, root);
        return metadata;
    }

    /** The writer would take the first picture's table for all of them. */
    private static void setTable(IIOMetadataNode table, IndexColorModel colours) {
        while (table.hasChildNodes()) {
            table.removeChild(table.getFirstChild());
        }
        table.setAttribute("sizeOfLocalColorTable", Integer.toString(colours.getMapSize()));
        table.setAttribute("sortFlag", "FALSE");
        for (int i = 0; i < colours.getMapSize(); i++) {
            IIOMetadataNode entry = new IIOMetadataNode("ColorTableEntry");
            entry.setAttribute("index", Integer.toString(i));
            entry.setAttribute("red", Integer.toString(colours.getRed(i)));
            entry.setAttribute("green", Integer.toString(colours.getGreen(i)));
            entry.setAttribute("blue", Integer.toString(colours.getBlue(i)));
            table.appendChild(entry);
        }
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        for (int i = 0; i < root.getLength(); i++) {
            if (root.item(i).getNodeName().equals(name)) {
                return (IIOMetadataNode) root.item(i);
            }
        }
        IIOMetadataNode made = new IIOMetadataNode(name);
        root.appendChild(made);
        return made;
    }

    /** The smallest rectangle outside of which both are the same. */
    private static Rectangle changed(BufferedImage before, BufferedImage after) {
        int width = after.getWidth();
        Rectangle changed = null;
        int[] old = new int[width];
        int[] now = new int[width];
        for (int y = 0; y < after.getHeight(); y++) {
            before.getRGB(0, y, width, 1, old, 0, width);
            after.getRGB(0, y, width, 1, now, 0, width);
            int left = Arrays.mismatch(old, now);
            if (left >= 0) {
                int right = width - 1;
                while (old[right] == now[right]) {
                    right--;
                }
                Rectangle part = new Rectangle(left, y, right - left + 1, 1);
                changed = changed == null ? part : changed.union(part);
            }
        }
        return changed == null ? NO_CHANGE : changed;
    }

    /** Ends the file. A film needs at least one picture. */
    @Override
    public void close() throws IOException {
        writer.endWriteSequence();
        stream.close();
        writer.dispose();
    }
}
