/* English. "(a/b/) c" stands for "a c", "b c" and "c". */
#include "parsers/read/staff-vocabulary.h"

const struct staff_phrases staff_words_en[] = {
    {SIGN_SHIPPED,
     "shipped|shipped out|sent|sent (out/off)|dispatched|despatched|posted|mailed|mailed out|couriered|en route|in transit|(on/under) (its/their/the) way|"
     "under way to the customer|handed (it/them/this/everything/both/) (over/) to (the/our/) (carrier/courier/driver/forwarder/haulier/post office/post/)|"
     "given to (the/our/) (carrier/courier/driver/haulier)|passed (on/) to (the/our/) (carrier/courier/driver)|(picked/collected) (it/them/everything/this/both/) up|"
     "(picked up/collected) (by/today/yesterday/this morning/this afternoon)|collected (it/them/everything)|"
     "left (the/our) (warehouse/factory/building/dock/house/shop/workshop/plant/yard/depot/premises)|left (us/here/today/yesterday/this morning/this afternoon/at noon/with)|"
     "(gone/went) (out/off)|gone|went (today/yesterday/this morning)|(out of/out) the door|(is/are/was/were) out with|out for delivery|"
     "on (the/our/a) (truck/van/lorry/wagon/road)|took (it/them/everything/both/the goods/this)|loaded|loaded (on/onto/into)|(with/on) (the/our) (own/) (driver/courier/carrier/van/truck)|in the (post/mail)"},
    {SIGN_DELIVERED,
     "delivered|arrived|has arrived|have arrived|handed (over/) to the (customer/client/buyer)|signed for|dropped (it/them/) off|(it/they/) reached (the/) (customer/client/buyer)|"
     "(they/he/she/the customer/customer/client/the client/the buyer) (just/has/have/already/now/) (got/received/has/have/took/accepted) (it/them/everything/both/the goods/the order/all)|"
     "(they/he/she/the customer/customer/the client) (just/has/have/) (got/received) (the/both/their/his/her)|(picked up/collected/received/accepted) by (the/) (customer/client/buyer)|(customer/client/buyer) (has/have/just/already/) (collected/fetched) (it/them/everything/this/both/the goods/the order/)|(customer/client/buyer) (has/have/just/already/) picked (it/them/everything/this/both/) up|is at the customer|are at the customer|in the customer s hands"},
    {SIGN_DELAYED,
     "delayed|delay|delaying|(a/the/there is a) delay|postponed|postpone|pushed|push|push (it/this/them/) back|pushed (it/this/them/) back|late|is late|(run/running) (late/behind)|behind schedule|rescheduled|"
     "moved (to/back)|(move/moved/moving/shift/shifted) (it/this/them/the order) (to/back)|moves (to/from)|move (to/from)|moving (to/from)|moved from|(move/moved/moving/shift/shifted/change/changed) (it/this/them/the date/the order) from|(changes/changed/shifted/postponed/pushed/goes/went) from|slips|slipped|slipping|slides|slid|put back|held up|need longer|needs longer|(need/needs/takes/take) (until/till/til/untill)|(need/needs) (one/two/three/a few/another/some/a) (more/) (day/days/week/weeks) (more/)|need more time|needs more time|(take/takes/taking) longer|"
     "(wo not/will not/not/ca not/cannot/can not/could not/is not/are not/it not) (be/get/) (ready/done/finished/complete/completed) (before/until/till/by/)|not before|not until|not earlier than|"
     "(ca not/cannot/can not/could not/will not/wo not/not) (going to/) (make/manage/meet/keep/finish) (it/this/that/the/) (before/until/till/by/date/on time/)|"
     "(only/not) (ready/done/finished) (on/by/until/before)|ready only (on/by)|(will be/be) (ready/finished/done/completed/complete) (on/by/)|ready (on/by)|"
     "(on/in/is/are) (back order/backorder)|(is/are/) (back ordered/backordered)|(finished/done) (on/by)|make it|later than (planned/promised/expected)"},
    {SIGN_IN_HAND,
     "acknowledged|acknowledge|ack|received|rcvd|recd|recvd|we received|got (it/this)|we got (it/this)|noted|noted down|on it|working on (it/this/them)|in work|in progress|in production|in the workshop|in process|"
     "started|we started|begun|work has begun|production started|understood|roger|copy that|copied|we have it|will do|taken over|order taken|we take care of it|will take care of it|being (made/built/produced/prepared/worked on/processed/handled/done/upholstered/assembled/painted/varnished/lacquered/sanded/cut/sewn/glued/polished/finished)|(in/at/on) (the/) (cutting/sanding/painting/varnishing/upholstery/upholstering/sewing/assembly/gluing/polishing/finishing/production) (stage/phase/shop/line)|seen|(will/we/) (start/begin)|"
     "in the queue|scheduled for production|added to (the/our) (plan/schedule/list)"},
    {SIGN_OK, "ok|okay|okey|okay then|alright|all right|sure|fine|all good|sounds good|k|kk|oki|perfect|great|very well|ok thx"},
    {SIGN_CANCELLED,
     "cancelled|canceled|cancel|cancelling|canceling|called off|call off|withdrawn|scrapped|scrap|(cannot/ca not/can not) be (made/produced/built)|(cannot/ca not/can not) (make/produce/build) (it/this) (any more/anymore/any longer)|(cannot/ca not/can not) (produce/build) (it/this)"},
    {SIGN_STATUS, "status|what is the status|the status|state|how far (is it/are we/along)|what is open|where (are we/do we stand/does this stand/is this/is it) (with/on/) (this/it/the order/this order/) (at/)|"
                  "(current/the current/latest) (state/status)|(any/what) news|status update|update please|how is (it/this) (going/coming along)|status of (this/the) order"},
    {SIGN_UNDO, "undo|(ignore/disregard/forget) (my/the/that/this) (last/previous/earlier/first/) (message/mail/email/e mail/reply/answer)|cancel (my/the/that/this) (last/previous/earlier/first/) (message/mail/email/e mail/reply/answer/command/instruction)|undo (that/this/it/please/my last mail/the last one/last)|please undo|take (it/that/this) back|revert|revert (that/this/it)|roll (it/that/) back|reverse (that/this/it)"},
    {SIGN_WRONG,
     "correction|corrected|correct|correct (tracking/number/date)|right (number/tracking/one)|the right one|wrong|typo|mistyped|misspelled|instead|instead of|"
     "should (be/read/have been)|actually|it is actually|mistake|by mistake|my bad|mixed up|swapped|error"},
    {SIGN_YES, "agreed|agree|we agree|i agree|yes|yep|yeah|yup|yes fine|no problem|no objection|no objections|possible|it is possible|accepted|accept|approved|approve|go ahead|confirmed|confirm|can be done|"
               "fine (with/by) (us/me)|ok (with/by) (us/me)|works for (us/me)|we can do that|can do|(we/i) can (still/) (do/stop/change/cancel/make) (it/that/this/)|no issue|of course"},
    {SIGN_NO, "refused|refuse|no|nope|not possible|impossible|too late|rejected|reject|declined|decline|(ca not/cannot/can not) (do/change/stop/accept/agree) (it/that/to/)|not any more|disagree|not agreed|no longer possible|"
              "do not agree|not accepted|not possible (any more/anymore/now)|no way|no chance|out of the question|no can do|turn (it/this) down|not acceptable"},
    {SIGN_WRITE_AGAIN, "(the/) (address/mailbox/mail/email) (works/is fine/is ok/is fixed/is working/is back) (again/now)|address works|write (to/) (them/him/her/the customer/) again|"
                       "(fixed/repaired) (the/their) mailbox"},
    {SIGN_NOT, "not|(is/are/was/were/) not (quite/) (ready/done/finished/complete/completed) (just/) yet|(is/are/) not yet (ready/done/finished/complete/completed)|no longer|never|nothing|none|cannot|nobody|no one|neither|nor|without|hardly|(has/have/is/are) yet to|yet to be|still (waiting/missing/open)|failed to|unable to|refuses to|far from|anything but"},
    {SIGN_FUTURE,
     "(we/i) (will/should/shall/would) (have/get/receive) (it/them/this/everything/both) (on/by/)|will|ll|wll|going to|gonna|shall|plan|plans|planned|planning|plan to|ready to|ready for|about to|to be|intend|intends|scheduled|due to be|tomorrow we|aim to|aiming to|waiting to|waiting for|soon to be|being (shipped/sent/delivered/dispatched/picked up/loaded/collected)"},
    {SIGN_MUST, "must|must be|have to|has to|had to|need to|needs to|need|needs|ought to|supposed to|needed|required|get (it/this/them/that)|make sure|ensure|please have|want it|remember to|do not forget to|so that"},
    {SIGN_MAYBE,
     "may|might|maybe|perhaps|probably|could|would|can|hopefully|hope|hoping|hopes|expects|wonders|mentions|mentioned|understands|fears|guesses|possibly|likely|"
     "wants|want|wanted|asks|asked|asking|try|trying|tried|looks as if|wonder|wondering|told|shows|showing|"
     "almost|nearly|usually|normally|always|generally|often|every time|last time|next time|let me (check/see/ask)|automatic reply|auto reply|"
     "out of office|out of the office|on leave|on vacation|on holiday|away until|rather|prefer|suggest|propose|proposal|considering|consider|discuss|expect to be|expecting|pretend|as if|or"},
    {SIGN_HEARSAY, "think|thinking|thought|thinks|believe|believes|believed|assume|assumes|assumed|assuming|suppose|supposes|suspect|reckon|imagine|guess|apparently|allegedly|supposedly|presumably|reportedly|"
                   "says|said|say|saying|reports|reported|claims|claim|claimed|heard|rumour|rumor|not sure|unsure|not certain|no idea|no clue|(do not/can not/cannot/ca not) (know/remember/recall)|according to|appears|appear|seems|seem|looks like|supposed to have|as far as i (know/can tell/can see/remember)|afaik|iirc|to my knowledge|"
                   "if i (remember/recall)|if only|wish|wishes|i wish|(should/would/could/might/ought to) have|(should/would/could/might/ought to) have been|"
                   "swears|insists|i was told|we were told|was told|word is"},
    {SIGN_NEARLY, "(goes/going/go) (out/off)|goes|leaves|leaving|departs|ships|is (leaving/going)|label|labels|labelled|labeled|packed|boxed|wrapped|crated|booked|prepared|pickup|pick up"},
    {SIGN_HERE, "still (sitting/standing/lying/parked/stuck/waiting/) (here/with us)|still (sitting/standing/lying/parked/stuck/waiting/) (on/in/at) (the/our/my) (loading/) (dock/yard/warehouse/workshop/depot/bay/shop/hall/factory/building/shelf/floor/ramp/store)|"
                "never left|(has/have/did) not (left/leave) (the/our/) (yet/building/warehouse/dock/depot/yard/workshop/factory)"},
    {SIGN_TAKEN_BACK, "wait|(no/oh/sorry/hmm) wait|wait no|wait a (second/minute/moment)|hold on|hang on|(scratch/strike) (that/this/it)|(disregard/forget/ignore) (that/the above/what i said/what i wrote)|never mind|nevermind|false alarm|i was wrong|not true"},
    {SIGN_NOT_THIS, "(the/) wrong (order/mail/email/message/thread/job)|not (for/from/on/about/) (this/that) (one/order/job/customer)|(meant/it is/this is/that is/is/was/that was) for (another/a different/the other) (order/one/job/customer)"},
    {SIGN_TIME, "in (good/perfect/proper/excellent/top) (order/condition/shape)|(an/one/two/half an/a few/some) (hour/hours/minutes) ago|a moment ago|(this/in the/yesterday/today/tomorrow/early) (morning/afternoon/evening)|at (noon/midday/lunchtime/lunch)|before noon|after lunch"},
    {SIGN_IF, "if|unless|once (it/they/the/we/this/all/everything)|as soon as|when|whenever|provided|providing|in case|assuming that|depends|depending|subject to|only after|whether|otherwise|else"},
    {SIGN_ASKS, "has (it/this)|have you|did (you/it/they/we/anyone/anybody/someone)|is it|are they|do you|does (it/anyone)|(can/could/would/will) (you/someone/somebody/anyone)|should (we/i)|shall (we/i)|when (will/is/was/did)|where is|"
                "who|why|how|which|what|any idea|please (confirm/check/advise/let/tell)|let (me/us) know"},
    {SIGN_FOLLOWS, "follows|follow|to follow|later|the rest|rest|remaining|(the/) (remainder/balance/others/other/leftover/leftovers)|the other (one/item/part/parcel)|second (parcel/shipment)|2nd (parcel/shipment)|last (piece/parcel)|still to come|to come|separately|next shipment|comes tomorrow|comes later|come later"},
    {SIGN_PART, "partially|partly|part|some|half|some of|part of|a part|a few of|one of (them/these/the two/those)"},
    {SIGN_EXCEPT, "except|except for|all but|everything but|apart from|other than|minus|excluding|not including|without the"},
    {SIGN_TROUBLE, "out of (stock/oak/wood/leather/fabric/material/veneer/foam)|(ran/run/running) out|shipped back|sent back|broken|cracked|torn|dented|(old/wrong/former/previous) address|(came/come/coming/is/went) back|returned|return (received/arrived/is here)|damaged|damage|scratched|complaint|complains|complained|missing|lost|stolen|refused delivery|(customer/client/buyer) (has/) (refused/refuses/rejected/rejects)|(refused/rejected) by (the/) (customer/client/buyer)|nobody home|no one home|wrong address|wrong (item/colour/color/model/size/product)|in error|broken in transit"},
    {SIGN_ARRIVES,
     "arrives|arrive|arriving|arrival|(will/should/to/must/wo/may/ll) arrive|arrives on|new eta|new slot|(will/should) arrive on|eta|expected|expected on|is expected|expected (delivery/arrival) (date/)|estimated|estimated (delivery/arrival) (date/)|"
     "transit time|delivery|delivery (time/date/on/by/is/due/day/is expected/will be/should be)|(will be/should be/to be/is to be) delivered (on/by/)|(will be/should be/will/should) (there/with them) (by/on/)|"
     "(will/should/to) (have/get/receive) (it/them/this/everything/both) (on/by/)|(will/should/to) be with (her/him/them/the customer/the client/customer/mr/mrs/ms) (on/by/)|"
     "(will/should/to) (turn up/show up/come/be with you/be delivered) (on/by/)|be there|(wo not/will not/not) (be there/get there/arrive/reach them) (before/until)|there (on/by/in/within)|due|due (on/by/in/at/there)|gets there|will get there|get there|reaches|customer (gets/has/will have) it (on/by)|delivers|delivers on|will deliver (on/)|arrival date|they quote|(will/should) (reach/be with) (the/) (customer/client)|"
     "(will/should) (land/be in)|at their place|according to (them/ups/dhl/the carrier/the driver/the courier/carrier)|(expects/expect/plans/plan) to (be/arrive/deliver)|at (the/) customer (on/by/)|with the customer (on/by)|lands"},
    {SIGN_UNTIL, "until|till|til|untill|to|by|now"},
    {SIGN_NEW_DATE, "new date|(new/the new/our new/revised/next) (completion/finish/delivery/) date|new completion|completion|completion date|completion (is/moves to/will be)|(to/will be/we/expect to/will/can/be/) (finish/finished/complete) (on/by/)|"
                    "expect to finish|(moved/pushed/postponed/shifted/rescheduled) to|new deadline"},
    {SIGN_MATERIAL, "fabric|fabrics|leather|wood|oak|veneer|timber|material|materials|supplier|suppliers|mill|spare parts|parts|foam|glass|marble|metal|steel|paint|varnish|lacquer|glue|screws|screw|bolts|legs|hinges|handles|springs|frame|frames|"
                    "hardware|fittings|sample|samples|swatch|swatches|cloth|textile|cushions|packaging|cardboard|upholsterer|vendor|vendors|sub contractor|subcontractor|machine|machines|tool|tools"},
    {SIGN_ELSEWHERE, "meeting|meetings|appointment|invoice|invoices|payment|offer|quote|quotation|catalogue|catalog|brochure|newsletter|drawing|drawings|training|audit|holiday party|my flight|lunch|(other/another/different/previous/last/earlier) (order/orders/customer/one)|"
                     "yesterday s order|the email|an email|a mail|my mail|my email|the photos|photos|a photo|picture|pictures|questionnaire|reminder"},
    {SIGN_TO_US, "to (the/) (warehouse/depot/showroom/shop/store)|to (us/me/our warehouse/our workshop/our factory/our place/the workshop/the factory)|at our (warehouse/workshop/factory/place)|to you|(to/at/in) your (warehouse/depot/store/shop/showroom/workshop/factory/dock/place)|from (the/our) (supplier/mill/vendor)"},
    {SIGN_TRACKING,
     "tracking|trackng|trk|trck|tracking (number/no/nr/code/id/is/numbers)|track no|trk no|awb|waybill|consignment|consignment (number/note/no)|parcel (number/no)|shipment number|airway bill|pro number|ref|reference|(their/carrier/carrier s) (ref/reference)|ref of the carrier"},
    {SIGN_CARRIER, "with|via|by courier|carrier|courier|shipper|using|through|w"},
    {SIGN_BECAUSE, "because|because of|reason|reason is|the reason is|due to|since|as the|owing to|cause|caused by|on account of|thanks to|cos|bc|coz|cuz"},
    {SIGN_ITEM, "item|items|line|lines|position|positions|pos"},
    {SIGN_ALL, "all|all items|everything|both|both items|complete|completely|whole order|the whole order|complete order|the lot"},
    {SIGN_VAGUE_DATE,
     "next week|this week|next month|end of (the/) month|end of (next/the/) week|a few (days/weeks)|some days|soon|asap|a week|a while|early next week|mid december|shortly|in due course|tbd|tba"},
    {SIGN_POLITE,
     "sorry|so sorry|we are sorry|apologies|our apologies|we apologise for the inconvenience|hi|hello|hey|dear|hi all|hello all|good (morning/afternoon/evening/day)|thanks|thank you|many thanks|thx|ty|please|pls|plz|dear all|team|fyi|"
     "please be informed that|just to let you know|for your information|unfortunately|best|guys|folks|colleagues|as discussed|as requested|no reason (given/stated/known)|thanks for your (patience/understanding)|sorry for the delay in (answering/replying/writing/responding/telling you)|for (telling/informing/notifying/writing/answering/replying/reporting/letting) (you/us/) (know/this/that/) (so/a bit/a little/this/) late|(for/about/) (the/this/my/our) late (reply/answer/response/notice/notification/information/info/message/mail/email/update)|(telling/informing/writing/answering/replying) (you/) (so/) late|for now|cheers|btw|oops|ah|oh|well|good news|update|i hope this finds you well|hope (this/all) (is/finds you) well|hope (this/that) helps|i am pleased to (inform/tell) you|(pleased/happy/glad) to (inform/tell/report) (you/) that|(please be informed/please note/i can confirm/we can confirm/i confirm/we confirm/i am pleased to inform you/i am pleased to tell you/let me inform you/this is to inform you/we inform you/to let you know/to inform you) that|should you have any (questions/question)|do not hesitate to contact (me/us)|please do not hesitate to contact (me/us)|"
     "for not (telling/informing/writing) you|for not (writing/answering/replying) (sooner/earlier)|finds you well"},
    {SIGN_TELL, "tell the customer|tell customer|(please/pls) tell (the/) (customer/client)|(let/inform) the (customer/client) (know/)|(pass/forward) (this/) (on/) to the (customer/client)|message (for/to) (the/) (customer/client)|note (for/to) (the/) (customer/client)"},
    {SIGN_BUT, "so|but|however|while|whereas|although|though|yet the"},
    {SIGN_NONE, NULL},
};
