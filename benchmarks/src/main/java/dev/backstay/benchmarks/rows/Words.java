package dev.backstay.benchmarks.rows;

import java.nio.charset.StandardCharsets;

/** The vocabulary of the rows. */
final class Words {
  static final byte[] YEAR = bytes("2024-");
  static final byte[] UTC = bytes("+00");
  static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  static final byte[][] STATUSES = split("new paid packed shipped delivered returned cancelled");
  static final byte[][] CURRENCIES = split("EUR EUR EUR USD USD GBP CHF SEK PLN");
  static final byte[][] CARRIERS = split("post courier express pickup freight locker");
  static final byte[][] KINDS =
      split(
          "order.placed order.paid order.packed order.shipped cart.changed page.viewed"
              + " login.succeeded login.failed search.run mail.sent stock.moved price.changed");
  static final byte[][] DEVICES = split("android ios firefox chrome safari edge till kiosk");
  static final byte[][] COUNTRIES = split("de fr it es nl be at pl se dk cz pt fi ie gr hu");

  static final byte[][] FIRST_NAMES =
      split(
          "anna bruno clara david elena felix greta hugo irene jonas katja lukas maria nils olga"
              + " paul rosa simon tanja uwe vera willem xenia yannick zoe amir bettina carlos dora"
              + " emil fiona georg hanna ivan julia karl lena marco nadia oskar petra quentin rita"
              + " stefan theresa ulrich viktor wanda");
  static final byte[][] LAST_NAMES =
      split(
          "adler becker conrad dietrich eberle fischer graf hartmann ivanov jansen keller lange"
              + " moreau neumann olsen peters quist richter schubert thoma ullmann vogel weber"
              + " xander young ziegler arnold bauer costa duval engel fontana gruber huber iversen"
              + " jung kowalski lindgren marino nowak ortega pavlov rossi silva toth urban varga"
              + " winter yilmaz zimmer");
  static final byte[][] STREETS =
      split(
          "station market church mill garden castle harbour school forest bridge river meadow"
              + " tower chapel orchard hill quarry vineyard spring linden");
  static final byte[][] CITIES =
      split(
          "arnfeld bergstadt clairmont dunhaven eastbrook fairport greifenau hallstein ironbridge"
              + " kirchdorf lindau marlow neustadt oakham porto rosenheim stonefield tiefenbach"
              + " uhlenhorst westerby altona brightwell crestfall drayton elmswood ferrol glenrock"
              + " hofstetten inverley jarrow kestrel langley");
  static final byte[][] GOODS =
      split(
          "lamp table chair shelf mirror kettle teapot blanket pillow curtain carpet basket candle"
              + " vase clock frame drawer cabinet bench stool ladder bucket hammer wrench drill"
              + " saw chisel pliers screw bolt hinge lock handle tap valve pipe cable socket switch"
              + " battery charger speaker camera tripod notebook pencil folder stapler envelope"
              + " paper ink brush easel canvas frame tent rope lantern compass bottle backpack"
              + " jacket glove scarf boot sandal helmet saddle pump tyre bell");
  static final byte[][] QUALITIES =
      split(
          "small large round square folding oak steel copper linen cotton woollen green blue red"
              + " white black grey light heavy double spare outdoor kitchen garden travel classic"
              + " modern plain striped matt polished");

  /** Words of free text, the frequent ones first. */
  static final byte[][] PROSE =
      split(
          """
          the to and of a in is for that it on was with be this as not are have at by from or we
          you your please order has will been but they all which when can if there our their one
          an would were so what no more who up out about into than them only some could time other
          new after first also two any like over such because these delivery parcel customer called
          again before between through during without against within asked said made wrote sent
          received returned paid changed moved checked confirmed promised delayed damaged missing
          broken wrong late early today yesterday tomorrow morning afternoon evening monday tuesday
          wednesday thursday friday week month year hour minute day address street house door floor
          neighbour office warehouse driver carrier invoice credit refund voucher discount price
          amount balance payment card bank transfer account number reference contract agreement
          warranty repair replacement spare part piece box pallet label barcode stock shelf supplier
          purchase quote offer request question answer reply letter mail phone message note comment
          remark reason problem mistake error failure cause solution result agreed refused accepted
          rejected cancelled waiting open closed finished started stopped continued planned expected
          unexpected possible impossible necessary sufficient complete incomplete correct different
          same similar special usual normal strange urgent important small large heavy light long
          short high low full empty clean dirty dry wet warm cold hot safe fragile soft hard sharp
          quiet loud fast slow cheap expensive free busy ready available reserved sold packed loaded
          shipped signed stamped weighed measured counted opened sealed wrapped painted printed
          scanned registered recorded updated deleted corrected completed postponed suggested
          recommended explained described mentioned noticed discovered found lost forgotten
          remembered understood believed thought hoped wished wanted needed preferred liked disliked
          complained thanked apologised informed reminded warned advised helped supported served
          manager colleague team department branch store shop counter cashier visitor guest partner
          family child mother father friend owner tenant landlord technician engineer electrician
          carpenter plumber painter gardener cook waiter doctor nurse teacher student school hospital
          station airport harbour bridge road corner square market church tower garden park forest
          river lake mountain valley village town city country border region island coast winter
          summer spring autumn weather rain snow storm wind sun cloud fog ice flood fire smoke light
          shadow colour size weight length width height depth distance speed power energy heat
          pressure temperature sound noise smell taste surface edge corner side front back top bottom
          inside outside above below behind beside near far left right straight around across along
          towards away together apart perhaps probably certainly obviously apparently finally
          recently usually often sometimes rarely never always already still yet soon later once
          twice instead otherwise however therefore although unless until while where why how much
          many few several enough each every both either neither another nothing something anything
          everything nobody somebody anybody everybody kitchen bathroom bedroom cellar attic garage
          window curtain carpet mirror lamp chair table cupboard drawer handle hinge screw nail
          hammer saw drill wrench brush bucket ladder rope chain wire cable plug socket switch fuse
          battery motor pump valve pipe tap filter belt wheel tyre brake lever pedal spring bolt
          washer gasket cover lid bottle glass cup plate bowl spoon fork knife pan pot kettle oven
          """);

  private Words() {}

  static byte[] bytes(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  /** The words of a text, ready to be copied. */
  private static byte[][] split(String text) {
    String[] words = text.strip().split("\\s+");
    byte[][] split = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      split[i] = bytes(words[i]);
    }
    return split;
  }
}
